-- Takes parts that may be sent now: at most one per lane, and never more than the tenant's limit has room for.
-- The attempt is recorded here, before the send.
-- ARGV: most parts, sends per second, lease ms, name of this take
-- Returns {wait ms until the limit has room (0 = now), wait ms until the next lane is due (-1 = none), deliveries…},
-- each delivery {session, fence, attempts, unknown outcomes so far, failed first at (0 = never), part}
local most, rate, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local at = now()
-- A little more than a second: the clocks of two machines do not tick together.
local WINDOW = 1010

local blocked = tonumber(redis.call('GET', P .. 'blocked') or 0)
if blocked > at then return { blocked - at, -1 } end

-- `sends` holds the last sends by the time at which each was taken or, later, answered (settle.lua). A slot is free when
-- that has left the window.
local sends = P .. 'sends'
redis.call('ZREMRANGEBYSCORE', sends, '-inf', at - WINDOW)
local free = rate - redis.call('ZCARD', sends)
local wait = 0
if free < most then
  local next = math.max(0, -free)
  local ending = redis.call('ZRANGE', sends, next, next, 'WITHSCORES')
  if ending[2] then wait = tonumber(ending[2]) + WINDOW - at end
end
local room = math.min(most, free)
local deliveries = {}
if room > 0 then
  for _, sid in ipairs(redis.call('ZRANGEBYSCORE', P .. 'outbox', '-inf', at, 'LIMIT', 0, room)) do
    local S = P .. 's:' .. sid .. ':'
    local part = redis.call('LINDEX', S .. 'lane', 0)
    if part then
      local state = S .. 'state'
      local fence, attempts, unknown, failed = numbers(state, 'deliveryFence', 'attempts', 'unknown', 'failedAt')
      -- Still marked as being sent although its lease is over: the sender died, the outcome is unknown. Unless this very
      -- take had it before, and is made again because its answer was lost.
      local last = redis.call('HMGET', state, 'delivery', 'taker')
      if last[1] == 'sending' and last[2] ~= ARGV[4] then
        unknown = unknown + 1
        count('unknown', 1)
        if failed == 0 then failed = at end
        redis.call('HSET', state, 'failedAt', failed)
      end
      redis.call('HSET', state, 'delivery', 'sending', 'deliveryFence', fence + 1, 'attempts', attempts + 1,
        'unknown', unknown, 'taker', ARGV[4])
      redis.call('ZADD', P .. 'outbox', at + lease, sid)
      redis.call('ZADD', sends, at, sid .. ' ' .. (fence + 1))
      deliveries[#deliveries + 1] = { sid, fence + 1, attempts + 1, unknown, failed, part }
    else
      redis.call('ZREM', P .. 'outbox', sid)
    end
  end
  redis.call('PEXPIRE', sends, 2 * WINDOW)
  if #deliveries < room then wait = 0 end
end

local head = redis.call('ZRANGE', P .. 'outbox', 0, 0, 'WITHSCORES')
local due = -1
if head[2] then due = math.max(0, tonumber(head[2]) - at) end
local reply = { wait, due }
for _, delivery in ipairs(deliveries) do reply[#reply + 1] = delivery end
return reply
