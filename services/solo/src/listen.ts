import type { HttpApp } from '@throughline/runtime';
import type { SoloConfig } from './config.ts';
import { StartError } from './start-error.ts';

/**
 * Listens where the configuration says.
 * @returns the address, e.g. `http://127.0.0.1:8080`
 * @throws StartError the port is taken, or cannot be used
 */
export async function listen(http: HttpApp, config: Pick<SoloConfig, 'HOST' | 'PORT'>): Promise<string> {
  try {
    const port = await http.listen(config.PORT, config.HOST);
    return `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice =
      code === 'EADDRINUSE'
        ? 'is taken: choose another with THROUGHLINE_PORT'
        : `cannot be used (${code ?? 'error'}): see THROUGHLINE_HOST and THROUGHLINE_PORT`;
    throw new StartError('port', `${config.HOST}:${config.PORT} ${advice}`);
  }
}
