import { Provider } from 'urql';
import { SessionContext } from '../hooks/use-session.ts';
import { useObservable } from '../hooks/use-observable.ts';
import { useOwnLinks } from '../hooks/use-own-links.ts';
import { sessions } from '../page/sessions.ts';
import { Gate } from './gate.tsx';
import { Views } from './views.tsx';

/** The whole page. */
export function App() {
  const { session } = useObservable(sessions);
  useOwnLinks();
  return (
    <SessionContext value={session}>
      <Provider value={session.urql}>
        <div className="app">
          <Gate>
            <Views />
          </Gate>
        </div>
      </Provider>
    </SessionContext>
  );
}
