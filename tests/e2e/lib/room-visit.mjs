// One client in one room, with the events of the room as things to wait for.

import { when } from "../../../examples/web/launch/wait.mjs";

const LIMIT = 20_000;

export class RoomVisit {
  #leave;

  /** Messages of the errors that the client reported for this room. */
  errors = [];
  /** Every status since entering, in order. */
  statuses = [];

  constructor(client, roomId) {
    const { room, leave } = client.enterRoom(roomId, { initialPresence: {} });
    this.room = room;
    this.#leave = leave;
    room.subscribe("error", (error) => this.errors.push(error.message));
    room.subscribe("status", (status) => this.statuses.push(status));
  }

  get status() {
    return this.room.getStatus();
  }

  async reaches(status, limit = LIMIT) {
    await when(
      limit,
      `status ${status} in ${this.room.id}`,
      () => {
        const now = this.status;
        if (now === "disconnected" && status !== now) {
          throw new Error(`the client gave up: ${this.errors.join("; ")}`);
        }
        return now === status;
      },
      (look) => this.room.subscribe("status", look),
    );
  }

  /** Resolves with the client's own user, once connected and told by the server what they may do. */
  async self() {
    await this.reaches("connected");
    return await when(
      LIMIT,
      `own user in ${this.room.id}`,
      () => this.room.getSelf(),
      (look) => this.room.events.self.subscribe(look),
    );
  }

  /** Resolves with another user in the room, known by their connection. */
  async other(connectionId) {
    return await when(
      LIMIT,
      `user with connection ${connectionId} in ${this.room.id}`,
      () => this.room.getOthers().find((other) => other.connectionId === connectionId),
      (look) => this.room.subscribe("others", look),
    );
  }

  /** Resolves with the message of the first error that the client reports. */
  async refusal() {
    const message = await when(
      LIMIT,
      `error event in ${this.room.id}`,
      () => this.errors[0],
      (look) => this.room.subscribe("error", look),
    );
    await this.reaches("disconnected");
    return message;
  }

  /** Leaves the room; a second time does nothing. */
  leave() {
    this.#leave?.();
    this.#leave = undefined;
  }
}
