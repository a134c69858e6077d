// The chosen colours, before anything is drawn in others.
document.documentElement.dataset.theme = localStorage.getItem('specwire.theme') ?? 'system';
