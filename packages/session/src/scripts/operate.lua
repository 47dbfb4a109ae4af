-- Changes a session for an operator. What waits and what is being delivered stays as it is.
-- ARGV: session, 'reset' (ends the conversation) | 'forget' (erases conversations and memory), kept for ms
-- Returns 'done', 'nothing' (there is none), or 'busy' (a turn is running, and nothing was changed).
local sid = ARGV[1]
local S = P .. 's:' .. sid .. ':'
local history, ended, memory = S .. 'history', S .. 'ended', S .. 'memory'

local forgets = ARGV[2] == 'forget'
local found = forgets and redis.call('EXISTS', history, ended, memory) or redis.call('EXISTS', history)
if found == 0 then return 'nothing' end

-- A turn was given messages and holds its lease. One that was parked has given them back.
local due = tonumber(redis.call('ZSCORE', P .. 'pending', sid) or 0)
if due > now() and redis.call('HEXISTS', S .. 'state', 'given') == 1 then return 'busy' end

if forgets then
  redis.call('DEL', history, ended, memory)
else
  redis.call('RENAME', history, ended)
  redis.call('PEXPIRE', ended, ARGV[3])
end
return 'done'
