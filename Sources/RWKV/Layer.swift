// One layer of the model.

/// One layer: x += timeMixing(ln1(x)), then x += channelMixing(ln2(x)).
struct Layer: Sendable {
  let ln1: Norm
  let timeMixing: TimeMixing
  let ln2: Norm
  let channelMixing: ChannelMixing
}
