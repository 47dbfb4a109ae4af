-- Begins a turn: takes the lease, raises the fence, counts the try, and hands out what is waiting.
-- ARGV: session, lease ms, most messages (more only up to a stop), idle ms, kept for ms,
--       most turns of the tenant at once (0 = any number), name of this call, template for the turn's card ('' = none)
-- Returns {'empty'}, {'later', at}, {'full'} or
-- {'turn', fence, tries, turn, ended, waiting, undelivered, messages, history, memory, without card, template}, the last
-- being that of the card which an earlier try may have opened ('' = none)
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
-- Unless it is the lease of this very call, which is made again because its answer was lost.
local again = due > at and redis.call('HGET', state, 'holder') == ARGV[7]
if due > at and not again then return { 'later', string.format('%d', due) } end

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
local head = tonumber(string.match(messages[1], '^%d+'))
-- Turns are counted on from the time of the first message: a session whose state was forgotten, after its time or with
-- all of Redis, must not name a turn like an earlier one, whose cards DingTalk still knows.
if turn == 0 and tries == 0 then turn = head end
if not again then
  -- Also above the fence of a lease that a fail-over forgot: microseconds are never the same twice.
  local time = redis.call('TIME')
  fence = math.max(fence + 1, time[1] * 1000000 + time[2])
  tries = tries + 1
end
redis.call('HSET', state, 'fence', fence, 'tries', tries, 'turn', turn, 'given', #messages, 'holder', ARGV[7])
-- A card keeps the template with which it was opened, whatever the tenant has by the next try.
local template = redis.call('HGET', state, 'card') or ''
if template == '' and ARGV[8] ~= '' then redis.call('HSET', state, 'card', ARGV[8]) end
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
  'turn', fence, tries, turn + 1, ended > 0 and 1 or 0, waiting, redis.call('LLEN', S .. 'lane'), messages,
  redis.call('LRANGE', S .. 'history', 0, -1), redis.call('LRANGE', S .. 'memory', 0, -1), plain, template,
}
