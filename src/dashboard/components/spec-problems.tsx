import type { LiveSpec } from '../../client/live-specs.ts';
import { formatNumbered } from '../model/format.ts';
import { Icon } from './icon.tsx';

interface SpecProblemsProps extends Pick<LiveSpec, 'problems'> {
  /** What the files are, where they are not those of one spec. */
  readonly where?: string;
}

/** What is wrong in files, with the lines. */
export function SpecProblems({ problems, where }: SpecProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <section className="problems" aria-label="Problems" tabIndex={where ? 0 : undefined}>
      <h2>
        <Icon name="alert" />
        {formatNumbered(problems.length, 'problem')}
        {where && ` ${where}`}
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
