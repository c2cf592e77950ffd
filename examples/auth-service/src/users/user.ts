/** Somebody with an account. Times in milliseconds since 1970. */
export interface User {
  readonly userId: string;
  /** In lower case; no two users have the same. */
  readonly email: string;
  readonly createdAt: number;
}
