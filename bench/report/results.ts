const INTRODUCTION = `# Results

Written by \`npm run bench\`; \`README.md\` says what is run and how to read it. All figures are medians of the
repetitions. A ratio is the median of the ratios of single repetitions, each to the reference of the same repetition,
with the least and the most of them behind it.`;

/** What the file is made of, each part in Markdown. */
export interface ResultsParts {
  readonly surroundings: string;
  readonly repetitions: number;
  readonly goals: string | undefined;
  readonly scenarios: readonly string[];
}

/** The file that a full run leaves behind. */
export function results({ surroundings, repetitions, goals, scenarios }: ResultsParts): string {
  const facts = `${surroundings}\n- ${repetitions} repetitions`;
  return `${[INTRODUCTION, facts, ...(goals === undefined ? [] : [goals]), ...scenarios].join('\n\n')}\n`;
}
