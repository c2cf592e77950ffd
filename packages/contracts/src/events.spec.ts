import { describe, expect, it } from 'vitest';
import { services } from './event-definition.ts';
import { eventTypes, isEvent, isEventType, ownerOf } from './events.ts';

describe('an event type', () => {
  it('is a subject of exactly two tokens in lower case', () => {
    expect(eventTypes.filter((type) => !/^[a-z]+\.[a-z]+$/.test(type))).toEqual([]);
  });

  it('is owned by one of the six services', () => {
    const owners = eventTypes.filter(isEventType).map(ownerOf);
    expect(owners.filter((owner) => !services.includes(owner))).toEqual([]);
  });

  it('is told from what only looks like one', () => {
    expect(['task.created', 'task.praised', 'constructor', ''].map(isEventType)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('narrows an event to those that are asked for', () => {
    const event = { type: 'task.ready', data: {} };
    expect(isEvent(event, 'task.queued', 'task.ready')).toBe(true);
    expect(isEvent(event, 'task.queued')).toBe(false);
    expect(isEvent(event)).toBe(false);
  });
});
