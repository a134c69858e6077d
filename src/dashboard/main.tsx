import { createRoot } from 'react-dom/client';
import { App } from './components/app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/chrome.css';
import './styles/marks.css';

createRoot(document.getElementById('root')!).render(<App />);
