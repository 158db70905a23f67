import type { Reply } from "../../contract/envelope.ts";

/** A reply to keep, with what identifies it. */
export interface KeptReply {
  /** the message's id */
  id: string;
  origin: string;
  /** what the message was about */
  subject: string;
  reply: Reply;
}

/** Where an agent keeps its replies, one per message id. */
export interface ReplyStore {
  /**
   * Keeps a reply unless the id has one already.
   * @returns the reply that is kept for the id, the first one
   * @throws Refusal where the store is away
   */
  keep(entry: KeptReply): Promise<Reply>;
  /**
   * The reply that is kept for an id, null where there is none.
   * @throws Refusal where the store is away
   */
  find(id: string): Promise<Reply | null>;
}

/** A store on the network. */
export interface RemoteStore extends ReplyStore {
  /** Makes what the store needs to be there (tables, collections); may be repeated. Throws where that fails. */
  prepare(): Promise<void>;
  /** Throws where the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
