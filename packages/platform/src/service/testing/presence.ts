import type { EventOf } from '@atms/contracts';
import { accept, type Decider, reject, type Rejection } from '@atms/eventsourcing';

export const presenceTypes = ['agent.online', 'agent.offline'] as const;
type PresenceEvent = EventOf<(typeof presenceTypes)[number]>;

type PresenceCommand =
  | { readonly type: 'Come' }
  | { readonly type: 'Go'; readonly reason: string }
  /** Decides an event without the data that the contracts ask for. */
  | { readonly type: 'Vanish' };

/** A small decider over events of the contracts: an agent that comes and goes. */
export const presence: Decider<PresenceCommand, boolean, PresenceEvent, Rejection> = {
  initialState: () => false,
  evolve: (_isHere, event) => event.type === 'agent.online',
  decide: (command, isHere) => {
    const data = { agentId: 'A' };
    switch (command.type) {
      case 'Come':
        return isHere ? accept() : accept({ type: 'agent.online', data });
      case 'Go':
        return isHere
          ? accept({ type: 'agent.offline', data: { ...data, reason: command.reason } })
          : reject('not-here', 'The agent is not here');
      case 'Vanish':
        return accept({ type: 'agent.offline', data: { agentId: '', reason: '' } });
    }
  },
};
