import { exchangeTarget } from '../exchange-target.js';

export const target = exchangeTarget('rsa-r');
