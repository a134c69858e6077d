import type { FileReading } from '../../src/spec/parsed-file.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { aParsedSpec } from './specs.ts';

/** The reading of a file that holds one spec. */
export function aReading(path: string, fields: Partial<Spec> & { readonly id: string }): FileReading {
  const specs = [aParsedSpec({ ...fields, path }, { claim: 'declared' })];
  return { kind: 'parsed', path, problems: [], specs };
}

/** The reading of a file that is not there any more. */
export function goneReading(path: string): FileReading {
  return { kind: 'gone', path };
}
