import { percentDone, progressWords, type Progress } from '../model/progress.ts';

/** How far something has got: what is done, and what is under way. */
export function ProgressBar({ progress, label }: { readonly progress: Progress; readonly label: string }) {
  const percent = percentDone(progress);
  if (percent === null) return <span className="progress" />;
  const share = (part: number) => `${(part / progress.total) * 100}%`;
  return (
    <span className="progress" title={progressWords(progress)}>
      <span
        className="progress-track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span className="progress-done" style={{ width: share(progress.done) }} />
        <span className="progress-active" style={{ width: share(progress.active) }} />
      </span>
      <span className="progress-percent">{percent} %</span>
    </span>
  );
}
