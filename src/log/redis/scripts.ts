import { redisScript } from './redis-link.ts';

/** What a write comes to: done, refused since another may publish now, or refused since the log has moved on. */
export type WriteResult = 'OK' | 'NOT_LEADER' | 'MOVED';

/**
 * Commits changes: state and stream, or nothing.
 * KEYS lease, meta, specs, pasts, tombstones, stream. ARGV holder, commit before, commit, its entry's ID, head, entries
 * kept, tombstones kept, timestamp, loose problems where they are others than before, number of changes; then for each its ID, its kind, its header,
 * its spec and its past.
 */
export const COMMIT = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'NOT_LEADER' end
if redis.call('HGET', KEYS[2], 'commit') ~= ARGV[2] then return 'MOVED' end
local entry = {'before', ARGV[2], 'commit', ARGV[3], 'at', ARGV[8], 'problems', ARGV[9]}
local head, changes = tonumber(ARGV[5]), tonumber(ARGV[10])
for i = 1, changes do
  local at = 5 + 5 * i
  local id, kind, header, spec, past = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  entry[#entry + 1] = header
  entry[#entry + 1] = spec
  redis.call('HSET', KEYS[4], id, past)
  if kind == 'deleted' then
    redis.call('HDEL', KEYS[3], id)
    redis.call('ZADD', KEYS[5], head - changes + i, id)
  else
    redis.call('HSET', KEYS[3], id, spec)
    if kind == 'created' then redis.call('ZREM', KEYS[5], id) end
  end
end
local excess = redis.call('ZCARD', KEYS[5]) - tonumber(ARGV[7])
if excess > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[5], excess)
  for i = 1, #oldest, 2 do
    redis.call('HDEL', KEYS[4], oldest[i])
    redis.call('HSET', KEYS[2], 'prunedThrough', oldest[i + 1])
  end
end
redis.call('XADD', KEYS[6], 'MAXLEN', '~', ARGV[6], ARGV[4], unpack(entry))
redis.call('HSET', KEYS[2], 'head', ARGV[5], 'commit', ARGV[3])
if ARGV[9] ~= '' then redis.call('HSET', KEYS[2], 'problems', ARGV[9]) end
return 'OK'
`);

/**
 * Begins a new log, where there is none, with specs that were laid ready.
 * KEYS lease, meta, specs, pasts, tombstones, stream, specs that were laid ready. ARGV holder, epoch, commit, loose
 * problems, number of specs.
 */
export const BEGIN = redisScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'NOT_LEADER' end
if redis.call('EXISTS', KEYS[2]) == 1 then return 'MOVED' end
if redis.call('HLEN', KEYS[7]) ~= tonumber(ARGV[5]) then return 'MOVED' end
redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
if redis.call('EXISTS', KEYS[7]) == 1 then
  redis.call('RENAME', KEYS[7], KEYS[3])
  redis.call('PERSIST', KEYS[3])
end
redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'head', 0, 'commit', ARGV[3], 'prunedThrough', 0, 'problems', ARGV[4])
return 'OK'
`);

/** Gives the log another epoch where it still has this one. KEYS meta. ARGV epoch, new epoch. */
export const RENAME_EPOCH = redisScript(`
if redis.call('HGET', KEYS[1], 'epoch') == ARGV[1] then redis.call('HSET', KEYS[1], 'epoch', ARGV[2]) end
return redis.call('HGET', KEYS[1], 'epoch')
`);

/**
 * Takes the lease where nobody has it, and prolongs it where it is one's own.
 * KEYS lease, token. ARGV node, what it holds or nothing, how long it lasts in milliseconds. Answers whose it is and
 * how long it lasts.
 */
export const HOLD_LEASE = redisScript(`
local holder = redis.call('GET', KEYS[1])
if not holder then
  holder = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1]
  redis.call('SET', KEYS[1], holder, 'PX', ARGV[3])
elseif holder == ARGV[2] then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {holder, redis.call('PTTL', KEYS[1])}
`);

/** Lets the lease go where it is one's own. KEYS lease. ARGV holder. */
export const RELEASE_LEASE = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

/**
 * Says that a node lives, and forgets those that have not for long.
 * KEYS nodes, lease. ARGV node, what it says of itself, for how long that counts in milliseconds. Answers who has the
 * lease, and what all say.
 */
export const HEARTBEAT = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now) .. ' ' .. ARGV[2])
local all = redis.call('HGETALL', KEYS[1])
local living = {}
for i = 1, #all, 2 do
  local seen, text = string.match(all[i + 1], '^(%d+) (.*)$')
  if not seen or now - tonumber(seen) > tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], all[i])
  else
    living[#living + 1] = text
  end
end
return {redis.call('GET', KEYS[2]) or '', living}
`);
