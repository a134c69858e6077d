import { useEffect } from 'react';
import { useQuery } from 'urql';
import { ConnectionsDocument } from '../../client/generated/graphql.ts';
import { formatAge, formatCount, formatMs } from '../model/format.ts';
import { asUrqlDocument } from '../urql-client.ts';

const DOCUMENT = asUrqlDocument(ConnectionsDocument);
/** Between two readings. */
const EVERY_MS = 2_000;
/** Lines that are shown; a server may have ten thousand. */
const MANY = 200;

/** Who is connected, and to what. @param atMs now, by the server's clock */
export function ConnectionTable({ atMs }: { readonly atMs: number }) {
  const [{ data, error }, read] = useQuery({ query: DOCUMENT, variables: {}, requestPolicy: 'network-only' });
  useEffect(() => {
    const timer = setInterval(read, EVERY_MS);
    return () => clearInterval(timer);
  }, [read]);
  const connections = data?.connections ?? [];
  return (
    <section className="connections">
      <h2>Connections {error && <span className="field-wrong">{error.message}</span>}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that keys can scroll it */}
      <div className="table-scroller" tabIndex={0} role="region" aria-label="Connections">
        <table>
          <thead>
            <tr>
              <th scope="col">Transport</th>
              <th scope="col">Address</th>
              <th scope="col">Client</th>
              <th scope="col">Subscriptions</th>
              <th scope="col" className="number">
                Delivered
              </th>
              <th scope="col" className="number">
                Conflated
              </th>
              <th scope="col" className="number">
                Round trip
              </th>
              <th scope="col" className="number">
                Seen
              </th>
              <th scope="col" className="number">
                Open for
              </th>
            </tr>
          </thead>
          <tbody>
            {connections.slice(0, MANY).map((connection) => {
              const { subscriptions } = connection;
              const names = subscriptions
                .map(({ operationName, field }) => operationName ?? field)
                .join(', ');
              const sum = (of: 'delivered' | 'conflated') =>
                formatCount(subscriptions.reduce((total, one) => total + one[of], 0));
              return (
                <tr key={connection.id}>
                  <td>{connection.transport === 'WEBSOCKET' ? 'WebSocket' : 'SSE'}</td>
                  <td className="mono">{connection.remoteAddress ?? '–'}</td>
                  <td className="long" title={connection.userAgent ?? undefined}>
                    {connection.userAgent ?? '–'}
                  </td>
                  <td className="long" title={names}>
                    {names === '' ? 'none' : names}
                  </td>
                  <td className="number">{sum('delivered')}</td>
                  <td className="number">{sum('conflated')}</td>
                  <td className="number">{formatMs(connection.roundTripMs)}</td>
                  <td className="number">{formatAge(atMs - Date.parse(connection.lastSeenAt))}</td>
                  <td className="number">{formatAge(atMs - Date.parse(connection.connectedAt))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {connections.length > MANY && (
        <p className="side-words">and {formatCount(connections.length - MANY)} more</p>
      )}
    </section>
  );
}
