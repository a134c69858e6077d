import { sparklineOf } from '../model/sparkline.ts';

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly label: string;
}

const SIZE = { width: 240, height: 44 };
/** Values that fill the width at first, and in the end. */
const SLOTS = { min: 30, max: 150 };

/** A small chart of the last minutes. */
export function Sparkline({ values, label }: SparklineProps) {
  const slots = Math.max(SLOTS.min, Math.min(SLOTS.max, values.length));
  const { line, area } = sparklineOf(values, { ...SIZE, slots });
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="sparkline-area" d={area} />
      <path className="sparkline-line" d={line} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
