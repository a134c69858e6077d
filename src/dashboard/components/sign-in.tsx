import { useId, useState, type FormEvent } from 'react';
import '../styles/sign-in.css';

interface SignInProps {
  /** Whether a token was tried, and not accepted. */
  readonly isWrong: boolean;
  readonly isBusy: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the token that the server wants. */
export function SignIn({ isWrong, isBusy, onToken }: SignInProps) {
  const [token, setToken] = useState('');
  const id = useId();
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  }
  return (
    <main className="sign-in">
      <form className="card" onSubmit={submit}>
        <span className="brand-mark" aria-hidden="true" />
        <h1>Sign in to Specwire</h1>
        <p>This server asks for a bearer token. Whoever runs it can give you one.</p>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          className="text-field"
          type="password"
          name="token"
          autoComplete="current-password"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- there is nothing else to do here
          autoFocus
          spellCheck={false}
          value={token}
          aria-invalid={isWrong}
          aria-describedby={`${id}-words`}
          onChange={(event) => setToken(event.target.value)}
        />
        <p id={`${id}-words`} className={isWrong ? 'field-words field-wrong' : 'field-words'} role="status">
          {isWrong
            ? 'The server does not accept this token. It may be mistyped, or have expired.'
            : 'It is kept in this tab alone, and forgotten when you close it.'}
        </p>
        <button type="submit" className="button button-main" disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
