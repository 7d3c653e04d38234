// The channel mixing of RWKV-7: what a token makes of itself and the one before it.

// The letters are the paper's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The weights of the channel mixing in one layer.
struct ChannelMixing: Sendable {
  let x_k: [Float]  // (C)
  let key: Matrix  // (F,C)
  let value: Matrix  // (C,F)

  /// V relu(K x_k)^2, (T,C).
  func callAsFunction(
    _ x: Columns, previous: [UnsafePointer<Float>], _ kernels: Kernels
  ) -> Columns {
    let k = kernels.reluSquared(key(kernels.lerp(x, previous, x_k), kernels))  // (T,F)
    return value(k, kernels)
  }
}
