-- Takes parts that may be sent now: at most one per lane, and never more than the tenant's limit has room for.
-- The attempt is recorded here, before the send.
-- ARGV: most parts, sends per second, lease ms
-- Returns {wait ms until the limit has room (0 = now), wait ms until the next lane is due (-1 = none), deliveries…},
-- each delivery {session, fence, attempts, unknown outcomes so far, failed first at (0 = never), part}
local most, rate, lease = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local at = now()
-- A little more than a second: the sends leave here evenly and may arrive bunched.
local WINDOW = 1050

local blocked = tonumber(redis.call('GET', P .. 'blocked') or 0)
if blocked > at then return { blocked - at, -1 } end

-- `sent` holds the times of the last sends, at most `rate` of them: a slot is free when its time has left the window.
local sent = P .. 'sent'
local used = redis.call('LLEN', sent)
local free = rate - used
local wait = 0
if free < most then
  for _, time in ipairs(redis.call('LRANGE', sent, 0, most - free - 1)) do
    if tonumber(time) > at - WINDOW then
      wait = tonumber(time) + WINDOW - at
      break
    end
    free = free + 1
  end
end
local room = math.min(most, free)
local deliveries = {}
if room > 0 then
  local times = {}
  for _, sid in ipairs(redis.call('ZRANGEBYSCORE', P .. 'outbox', '-inf', at, 'LIMIT', 0, room)) do
    local S = P .. 's:' .. sid .. ':'
    local part = redis.call('LINDEX', S .. 'lane', 0)
    if part then
      local state = S .. 'state'
      local fence, attempts, unknown, failed = numbers(state, 'deliveryFence', 'attempts', 'unknown', 'failedAt')
      -- Still marked as being sent although its lease is over: the sender died, the outcome is unknown.
      if redis.call('HGET', state, 'delivery') == 'sending' then
        unknown = unknown + 1
        count('unknown', 1)
        if failed == 0 then failed = at end
        redis.call('HSET', state, 'failedAt', failed)
      end
      redis.call('HSET', state, 'delivery', 'sending', 'deliveryFence', fence + 1, 'attempts', attempts + 1,
        'unknown', unknown)
      redis.call('ZADD', P .. 'outbox', at + lease, sid)
      times[#times + 1] = at
      deliveries[#deliveries + 1] = { sid, fence + 1, attempts + 1, unknown, failed, part }
    else
      redis.call('ZREM', P .. 'outbox', sid)
    end
  end
  if #times > 0 then
    redis.call('RPUSH', sent, unpack(times))
    redis.call('LTRIM', sent, -rate, -1)
    redis.call('PEXPIRE', sent, 2 * WINDOW)
  end
  if #deliveries < room then wait = 0 end
end

local head = redis.call('ZRANGE', P .. 'outbox', 0, 0, 'WITHSCORES')
local due = -1
if head[2] then due = math.max(0, tonumber(head[2]) - at) end
local reply = { wait, due }
for _, delivery in ipairs(deliveries) do reply[#reply + 1] = delivery end
return reply
