export declare function receive(pipe: number): unknown;
export declare function send(pipe: number, message: unknown): void;
