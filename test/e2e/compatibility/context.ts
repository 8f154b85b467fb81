import type { Programs } from '../servers/availability';
import type { Certificates } from '../../support/certificates';
import type { Servers } from './table';

/** What the parts of the suite share: the servers, and a copy of the transcripts with the certificates beside them. */
export interface Context {
  readonly programs: Programs;
  readonly certificates: Certificates;
  readonly servers: Servers;
  /** A folder for servers of a part's own. */
  readonly folder: string;
  readonly transcripts: string;
}

/** Declares tests, and gives what the page says of them, which is asked when all have run. */
export type Part = (context: () => Context) => () => string;
