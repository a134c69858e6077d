import { Sparkline } from './sparkline.tsx';

interface MetricTileProps {
  readonly name: string;
  readonly value: string;
  /** What goes with the value. */
  readonly note?: string;
  readonly values: readonly (number | null)[];
}

/** One figure, and how it got there. */
export function MetricTile({ name, value, note, values }: MetricTileProps) {
  return (
    <section className="tile">
      <h2>{name}</h2>
      <p className="tile-value">{value}</p>
      <p className="tile-note">{note}</p>
      <Sparkline values={values} label={`${name}, the last five minutes: now ${value}`} />
    </section>
  );
}
