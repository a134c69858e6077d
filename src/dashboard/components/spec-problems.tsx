import type { LiveSpec } from '../../client/live-specs.ts';
import { formatNumbered } from '../model/format.ts';
import { Icon } from './icon.tsx';

/** What is wrong in a spec's file, with the lines. */
export function SpecProblems({ problems }: Pick<LiveSpec, 'problems'>) {
  if (problems.length === 0) return null;
  return (
    <section className="problems" aria-label="Problems">
      <h2>
        <Icon name="alert" />
        {formatNumbered(problems.length, 'problem')}
      </h2>
      <ul>
        {problems.map(({ code, message, path, line }, at) => (
          <li key={`${at} ${code}`}>
            <span>{message}</span>
            <code className="problem-place">
              {path}
              {line == null ? '' : `:${line}`}
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}
