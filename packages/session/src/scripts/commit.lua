-- Commits a turn: history, reply and the end of the answered messages, all or nothing.
-- ARGV: session, fence, answered messages, outcome ('answered'|'refused'|'dead'), conversation ('same'|'new'|'restored'),
--       most history entries, kept for ms, dead letter id, dead letter, number of ids, ids…, number of history
--       entries, entries…, number of parts, parts…
-- Returns {1, still waiting, sessions to be looked at next}, or {0, 0, {}} when the turn is fenced out.
local sid, answered, outcome = ARGV[1], tonumber(ARGV[3]), ARGV[4]
local S = P .. 's:' .. sid .. ':'
local state = S .. 'state'
local fence, turn, stopAt, committed = numbers(state, 'fence', 'turn', 'stopAt', 'committed')
-- The same call again, because its answer was lost.
if committed == tonumber(ARGV[2]) then return { 1, redis.call('LLEN', S .. 'inbox'), {} } end
if fence ~= tonumber(ARGV[2]) then return { 0, 0, {} } end
local at = now()

redis.call('LTRIM', S .. 'inbox', answered, -1)
local waiting = redis.call('LLEN', S .. 'inbox')
if waiting == 0 then redis.call('ZREM', P .. 'pending', sid) else redis.call('ZADD', P .. 'pending', at, sid) end

redis.call('HSET', state, 'fence', fence + 1, 'turn', turn + 1, 'lastAt', at, 'committed', fence)
redis.call('HDEL', state, 'tries', 'said', 'given', 'holder', 'plain', 'card', 'stopAt')
if stopAt > answered then redis.call('HSET', state, 'stopAt', stopAt - answered) end
redis.call('PEXPIRE', state, ARGV[7])

if ARGV[5] == 'new' and redis.call('EXISTS', S .. 'history') == 1 then
  redis.call('RENAME', S .. 'history', S .. 'ended')
  redis.call('PEXPIRE', S .. 'ended', ARGV[7])
elseif ARGV[5] == 'restored' then
  -- What was said since stays, after what was said before.
  local before = redis.call('LRANGE', S .. 'ended', 0, -1)
  for i = #before, 1, -1 do redis.call('LPUSH', S .. 'history', before[i]) end
  redis.call('DEL', S .. 'ended')
end

local next = 10
local ids = tonumber(ARGV[next])
for i = next + 1, next + ids do trace(ARGV[i], outcome == 'dead' and 'dead' or 'committed', at) end
next = next + ids + 1
local entries = tonumber(ARGV[next])
for i = next + 1, next + entries do redis.call('RPUSH', S .. 'history', ARGV[i]) end
if entries > 0 or ARGV[5] ~= 'same' then
  -- That the last conversation has ended is announced with the first answer; a command or a refusal is none.
  redis.call('HDEL', state, 'ended')
  redis.call('LTRIM', S .. 'history', -ARGV[6], -1)
  redis.call('PEXPIRE', S .. 'history', ARGV[7])
end
next = next + entries + 1
local parts = tonumber(ARGV[next])
if parts > 0 then enqueue(sid, next + 1, next + parts, at) end

if outcome == 'dead' then
  bury(ARGV[8], ARGV[9], at)
  count('dead', answered)
elseif parts > 0 then
  count('delivering', answered)
else
  count(outcome, answered)
end
return { 1, waiting, leave(sid, at) }
