interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly isTls: boolean;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a Redis is, and how to get in. */
export type RedisTarget =
  | (Access & Address & { readonly kind: 'single'; readonly db: number })
  | (Access & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Address[];
      /** The name that the Sentinels know the primary by. */
      readonly master: string;
      readonly sentinelPassword?: string;
      readonly db: number;
    })
  | (Access & { readonly kind: 'cluster'; readonly nodes: readonly Address[] });

/** What an address of a Redis looks like, for messages. */
export const REDIS_URL_FORMS =
  'redis://[user:password@]host[:port][/database], rediss:// for TLS, redis+sentinel://host:port,host:port/name[/database] ' +
  'or redis+cluster://host:port,host:port';

const FORM = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#]+)(\/[^?#]*)?(\?[^#]*)?$/;
const USUAL_PORT = { single: 6379, cluster: 6379, sentinel: 26_379 };

/**
 * The target that an address stands for; `undefined` where it is none of {@link REDIS_URL_FORMS}. Names and passwords
 * are percent-encoded. Sentinels that want a password of their own get it as `?sentinelPassword=`.
 */
export function parseRedisUrl(text: string): RedisTarget | undefined {
  const [, tls, form = 'single', userInfo, hosts, path = '', query = ''] = FORM.exec(text) ?? [];
  const kind = form as RedisTarget['kind'];
  const addresses = hosts?.split(',').map((host) => parseAddress(host, USUAL_PORT[kind]));
  const access = parseAccess(userInfo, tls === 's');
  if (!access || !addresses?.every((address) => address !== undefined)) return undefined;
  const parts = path.split('/').slice(1);
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  switch (kind) {
    case 'single': {
      const db = parseDb(parts[0]);
      const [address] = addresses;
      if (!address || addresses.length > 1 || db === undefined || parts.length > 1 || query) return undefined;
      return { kind, ...access, ...address, db };
    }
    case 'sentinel': {
      const master = decode(parts[0] ?? '');
      const db = parseDb(parts[1]);
      if (!master || db === undefined || parts.length > 2) return undefined;
      return {
        kind,
        ...access,
        sentinels: addresses,
        master,
        db,
        ...(sentinelPassword === null ? {} : { sentinelPassword }),
      };
    }
    case 'cluster':
      // A cluster has one database.
      if (parts.some((part) => part !== '') || query) return undefined;
      return { kind, ...access, nodes: addresses };
  }
}

/** Where the Redis is, without what lets somebody in: for the log. */
export function describeRedis(target: RedisTarget): string {
  const scheme = target.isTls ? 'rediss' : 'redis';
  const list = (addresses: readonly Address[]) =>
    addresses.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  switch (target.kind) {
    case 'single':
      return `${scheme}://${list([target])}/${target.db}`;
    case 'sentinel':
      return `${scheme}+sentinel://${list(target.sentinels)}/${target.master}/${target.db}`;
    case 'cluster':
      return `${scheme}+cluster://${list(target.nodes)}`;
  }
}

function parseAccess(userInfo: string | undefined, isTls: boolean): Access | undefined {
  if (userInfo === undefined) return { isTls };
  const [, name = '', rawPassword] = /^([^:]*)(?::(.*))?$/.exec(userInfo) ?? [];
  const username = decode(name);
  const password = rawPassword === undefined ? undefined : decode(rawPassword);
  if (username === undefined || (rawPassword !== undefined && password === undefined)) return undefined;
  return { isTls, ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

function parseAddress(text: string, usualPort: number): Address | undefined {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? usualPort : Number(port);
  return host !== undefined && number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

function parseDb(text: string | undefined): number | undefined {
  if (!text) return 0;
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
