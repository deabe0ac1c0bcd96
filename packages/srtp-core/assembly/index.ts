export { batchPacket, batchPacketOctets, batchPackets, contextOctets, contextsStart, packetArea, packetOctets } from './layout';
export { deriveContext, deriveOctets, derivedArea, masterArea, wipeMaster } from './derive';
export { counterBlocks, openHmac, sealHmac } from './hmac-packet';
export { authenticateBatch, openStaged, sealStaged, stageOpen, stageSeal } from './hmac-batch';
export { gcmCounterBlocks, openGcm, sealGcm } from './gcm-packet';
