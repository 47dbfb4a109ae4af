process.stderr.write("dt: nothing here yet\n");
