-- Begins a turn: takes the lease, raises the fence, counts the try, and hands out what is waiting.
-- ARGV: session, lease ms, most messages (more only up to a stop), idle ms, kept for ms,
--       most turns of the tenant at once (0 = any number)
-- Returns {'empty'}, {'later', at}, {'full'} or
-- {'turn', fence, tries, turn, ended, waiting, undelivered, messages, history, memory, without card}
local sid = ARGV[1]
local S = P .. 's:' .. sid .. ':'
local state = S .. 'state'
local at = now()

local waiting = redis.call('LLEN', S .. 'inbox')
if waiting == 0 then
  redis.call('ZREM', P .. 'pending', sid)
  return { 'empty' }
end

-- The score in `pending` is the time at which somebody should look: while it lies ahead, another worker holds the
-- lease or the session is parked until a retry is due.
local due = tonumber(redis.call('ZSCORE', P .. 'pending', sid) or 0)
if due > at then return { 'later', string.format('%d', due) } end

-- The turns of the tenant that run, by the end of their leases: one whose process died counts until then.
local running, limit = P .. 'running', tonumber(ARGV[6])
if limit > 0 then
  redis.call('ZREMRANGEBYSCORE', running, '-inf', at)
  if redis.call('ZCARD', running) >= limit and not redis.call('ZSCORE', running, sid) then
    -- It keeps its place in `pending`. Whoever ends a turn next learns who is first.
    redis.call('SET', P .. 'crowded', limit)
    return { 'full' }
  end
  redis.call('ZADD', running, at + ARGV[2], sid)
end

local fence, tries, turn, last, ended, plain = numbers(state, 'fence', 'tries', 'turn', 'lastAt', 'ended', 'plain')
local most = math.max(tonumber(ARGV[3]), numbers(state, 'stopAt'))
local messages = redis.call('LRANGE', S .. 'inbox', 0, most - 1)
-- Also above the fence of a lease that a fail-over forgot: microseconds are never the same twice.
local time = redis.call('TIME')
fence = math.max(fence + 1, time[1] * 1000000 + time[2])
local head = tonumber(string.match(messages[1], '^%d+'))
-- Turns are counted on from the time of the first message: a session whose state was forgotten, after its time or with
-- all of Redis, must not name a turn like an earlier one, whose cards DingTalk still knows.
if turn == 0 and tries == 0 then turn = head end
redis.call('HSET', state, 'fence', fence, 'tries', tries + 1, 'turn', turn, 'given', #messages)
redis.call('ZADD', P .. 'pending', at + ARGV[2], sid)

-- A message that came in time belongs to the running conversation, however long it has waited here.
if last > 0 and head - last > tonumber(ARGV[4]) and redis.call('EXISTS', S .. 'history') == 1 then
  redis.call('RENAME', S .. 'history', S .. 'ended')
  redis.call('PEXPIRE', S .. 'ended', ARGV[5])
  redis.call('HSET', state, 'ended', at)
  ended = at
end

for _, message in ipairs(messages) do
  local id = string.match(message, '"id":"(.-)"')
  if id then trace(id, 'turn', at) end
end
return {
  'turn', fence, tries + 1, turn + 1, ended > 0 and 1 or 0, waiting, redis.call('LLEN', S .. 'lane'), messages,
  redis.call('LRANGE', S .. 'history', 0, -1), redis.call('LRANGE', S .. 'memory', 0, -1), plain,
}
