import type { ReactNode } from 'react';
import { useLive, useSession } from '../hooks/use-session.ts';
import { useObservable } from '../hooks/use-observable.ts';
import { statusWords } from '../model/status-words.ts';
import { restart, sessions, signIn } from '../page/sessions.ts';
import { keptToken } from '../page/token.ts';
import { EmptyState } from './empty-state.tsx';
import { SignIn } from './sign-in.tsx';
import { Skeleton } from './skeleton.tsx';

/** Shows the views when there is something to show in them; until then, what is wanted for it. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const { isSigningIn } = useObservable(sessions);
  const { isReady, error } = useLive();
  const status = useObservable(useSession().status);
  const wantsToken = error?.code === 'UNAUTHENTICATED';
  if (wantsToken || (isSigningIn && !isReady && !error)) {
    return <SignIn isWrong={wantsToken && keptToken.read() !== null} isBusy={!wantsToken} onToken={signIn} />;
  }
  if (error) {
    return (
      <main className="whole-page">
        <EmptyState
          title="The server does not answer this page"
          action={{ label: 'Try again', run: () => restart() }}
        >
          {error.message}
        </EmptyState>
      </main>
    );
  }
  if (isReady) return children;
  if (status.state !== 'offline') return <Skeleton />;
  return (
    <main className="whole-page">
      <EmptyState title="The server cannot be reached" action={{ label: 'Try now', run: () => restart() }}>
        {status.reason ?? statusWords(status).meaning} It is tried again from time to time.
      </EmptyState>
    </main>
  );
}
