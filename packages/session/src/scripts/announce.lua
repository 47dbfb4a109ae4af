-- Puts parts into lanes, unless the same was announced a while ago.
-- ARGV: key, every ms, then session and part of each. Returns 1, or 0 when it was announced before.
if not redis.call('SET', P .. 'announced:' .. ARGV[1], '1', 'PX', ARGV[2], 'NX') then return 0 end
local at = now()
for i = 3, #ARGV, 2 do enqueue(ARGV[i], i + 1, i + 1, at) end
return 1
