export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Outbox {
  readonly send: (mail: Mail) => void;
  /** The mails to one address, oldest first. */
  readonly sentTo: (address: string) => readonly Mail[];
}

/** Stands in for a mail server: keeps the last hundred mails for whoever looks. */
export function createOutbox(): Outbox {
  const mails: Mail[] = [];
  return {
    send: (mail) => {
      mails.push(mail);
      if (mails.length > 100) mails.shift();
    },
    sentTo: (address) => mails.filter((mail) => mail.to === address),
  };
}
