-- Shared by every script. KEYS[1] is the tenant's prefix, "dt:{tenant}:". All other keys are built from it: the
-- braces put them into the same slot of a Redis Cluster, which is what keeps each script atomic there.
-- Times are milliseconds of Redis's own clock, the one clock that all processes share.
local P = KEYS[1]

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Fields of a hash as numbers, 0 for those that are not there.
local function numbers(key, ...)
  local values = redis.call('HMGET', key, ...)
  for i, value in ipairs(values) do values[i] = tonumber(value or 0) end
  return unpack(values)
end

local function trace(id, step, at)
  local key = P .. 'trace:' .. id
  -- Only a message that is still traced: a step must not revive an expired trace without its beginning.
  if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, step, at) end
end

local function count(field, by)
  -- Lua's minus zero is no integer to Redis.
  if by == 0 then return end
  redis.call('HINCRBY', P .. 'account', field, by)
end

local function bury(id, letter, at)
  redis.call('HSET', P .. 'dead', id, letter)
  redis.call('ZADD', P .. 'dead:at', at, id)
end

-- Ends a session's turn among those of its tenant that run. Returns the sessions to be looked at for that, the longest
-- waiting first: as many as there is room for now, when some found none.
local function leave(sid, at)
  redis.call('ZREM', P .. 'running', sid)
  local limit = redis.call('GET', P .. 'crowded')
  if not limit then return {} end
  local room = limit - redis.call('ZCOUNT', P .. 'running', at, '+inf')
  if room <= 0 then return {} end
  local due = redis.call('ZRANGEBYSCORE', P .. 'pending', '-inf', at, 'LIMIT', 0, room)
  if #due < room then redis.call('DEL', P .. 'crowded') end
  return due
end

-- Appends parts to a session's lane. A lane that is already scheduled keeps its time: it may be parked or leased.
local function enqueue(sid, first, last, at)
  local lane = P .. 's:' .. sid .. ':lane'
  for i = first, last do redis.call('RPUSH', lane, ARGV[i]) end
  redis.call('ZADD', P .. 'outbox', 'NX', at, sid)
end
