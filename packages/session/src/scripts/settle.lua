-- Records the outcome of a delivery.
-- ARGV: session, fence, outcome, delay ms, parts that are over, account field, messages, dead letter id, dead letter,
--       number of message ids, ids…, receipt of DingTalk ('' = none)
-- Outcomes: 'sent' and 'dead' end parts; 'retry' tries again after the delay; 'throttled' does so for the whole tenant
-- and costs no attempt; 'slowed' and 'parked' do so for this lane alone; 'unknown' may have reached the person;
-- 'released' was not tried.
-- Returns 0 when another sender has taken the delivery over, 2 when the lane has more to send now, else 1.
local sid, outcome, delay = ARGV[1], ARGV[3], tonumber(ARGV[4])
local S = P .. 's:' .. sid .. ':'
local state = S .. 'state'
local current = redis.call('HMGET', state, 'deliveryFence', 'delivery')
if current[1] ~= ARGV[2] or current[2] ~= 'sending' then return 0 end
local at = now()
-- This frees memory and must come first: a full Redis ends a script at its first write that needs some, unless it has
-- written before, and what was sent would then be sent again.
redis.call('HDEL', state, 'delivery')
-- It arrived at some time before its answer, and its slot is held until a second after that: else sends that were slow
-- to leave, as the first ones of a process are, would meet those that follow them within one second. One that hangs for
-- longer than a second holds up nobody.
redis.call('ZADD', P .. 'sends', 'XX', at, sid .. ' ' .. ARGV[2])

if outcome == 'sent' or outcome == 'dead' then
  redis.call('LTRIM', S .. 'lane', ARGV[5], -1)
  redis.call('HDEL', state, 'attempts', 'unknown', 'failedAt', 'taker')
  local messages = tonumber(ARGV[7])
  if messages > 0 then
    count('delivering', -messages)
    count(ARGV[6], messages)
    local last = 10 + tonumber(ARGV[10])
    local receipt = ARGV[last + 1] or ''
    for i = 11, last do
      trace(ARGV[i], ARGV[6] == 'dead' and 'dead' or 'delivered', at)
      if receipt ~= '' then trace(ARGV[i], 'receipt', receipt) end
    end
  end
  if outcome == 'dead' then bury(ARGV[8], ARGV[9], at) end
  if redis.call('EXISTS', S .. 'lane') == 1 then
    redis.call('ZADD', P .. 'outbox', at, sid)
    return 2
  end
  redis.call('ZREM', P .. 'outbox', sid)
  return 1
end

redis.call('HSET', state, 'delivery', 'pending')
local free = { throttled = true, slowed = true, parked = true, released = true }
if free[outcome] then redis.call('HINCRBY', state, 'attempts', -1) end
if outcome ~= 'released' then redis.call('HSETNX', state, 'failedAt', at) end
-- Sends that were refused together may be given different times: the longest counts.
if outcome == 'throttled' and at + delay > tonumber(redis.call('GET', P .. 'blocked') or 0) then
  redis.call('SET', P .. 'blocked', at + delay, 'PX', math.max(1, math.ceil(delay)))
end
if outcome == 'unknown' then
  redis.call('HINCRBY', state, 'unknown', 1)
  count('unknown', 1)
end
redis.call('ZADD', P .. 'outbox', at + delay, sid)
return 1
