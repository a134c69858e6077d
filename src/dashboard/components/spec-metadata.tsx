import type { SpecPageFieldsFragment } from '../../client/generated/graphql.ts';
import { valueWords } from '../model/change-words.ts';
import { formatInstant } from '../model/format.ts';

/** All that a spec's file says of it, as it is written, and where it is. */
export function SpecMetadata({ spec }: { readonly spec: SpecPageFieldsFragment }) {
  const metadata = Object.entries((spec.metadata ?? {}) as Record<string, unknown>);
  return (
    <section>
      <h2>Metadata</h2>
      <dl className="facts">
        {metadata.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{valueWords(value)}</dd>
          </div>
        ))}
        <div>
          <dt>File</dt>
          <dd>
            <code>{spec.path}</code>
          </dd>
        </div>
        <div>
          <dt>Saved</dt>
          <dd>{formatInstant(Date.parse(spec.modifiedAt))}</dd>
        </div>
      </dl>
    </section>
  );
}
