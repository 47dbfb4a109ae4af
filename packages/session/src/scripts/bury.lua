-- Keeps a dead letter that was never a message, once. ARGV: id, letter
if redis.call('HEXISTS', P .. 'dead', ARGV[1]) == 1 then
  -- A write, too: who waits for replicas waits for those that have all that this connection wrote.
  count('duplicates', 1)
  return 0
end
bury(ARGV[1], ARGV[2], now())
count('received', 1)
count('dead', 1)
return 1
