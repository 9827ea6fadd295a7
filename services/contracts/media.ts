/** A picture that is kept: where, and what it is. */
export interface Picture {
  /** Its unguessable name in the storage, and the end of its URL. */
  key: string;
  content_type: string;
  bytes: number;
  width: number;
  height: number;
  created_at: number;
}
