// One layer of the model.

/// One layer: x += timeMixing(ln1(x)), then x += channelMixing(ln2(x)).
///
/// The parts are references: a step takes each in hand many times, and a value would count all its weights every time.
final class Layer: Sendable {
  let ln1: Norm
  let timeMixing: TimeMixing
  let ln2: Norm
  let channelMixing: ChannelMixing

  init(ln1: Norm, timeMixing: TimeMixing, ln2: Norm, channelMixing: ChannelMixing) {
    (self.ln1, self.timeMixing) = (ln1, timeMixing)
    (self.ln2, self.channelMixing) = (ln2, channelMixing)
  }
}
