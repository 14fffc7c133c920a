#!/usr/bin/env node
// libuv's threads are shared by LMDB, chDB and file I/O; the pool's size is read when the process starts (engines note
// in docs/adr/0006), so it must be set before anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= '16';
await import('../dist/main.js');
