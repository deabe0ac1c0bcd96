export type { Agreement, Lost, RtpSessionKeying, SectionOutcome } from './agreement.js';
export { type Answered, answerOffer } from './answer-offer.js';
export { createOffer, PendingOffer } from './create-offer.js';
export { Dialog, type DialogSection, type ExchangedKeys } from './dialog.js';
export type { NegotiationOptions } from './options.js';
export type { Transports } from './transport.js';
export { type AnsweredSection, type AnswerToValidate, type AnswerVerdict, validateAnswer } from './validate-answer.js';
