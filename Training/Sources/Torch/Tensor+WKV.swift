// The recurrence of RWKV-7, fused.

import CTorch

extension Tensor {
  /// The recurrence of RWKV-7 over (B,T,H,N), in one kernel with its gradient (see `ct_wkv7`).
  public static func wkv7(
    r: Tensor, w: Tensor, k: Tensor, v: Tensor, a: Tensor, b: Tensor
  ) -> Tensor {
    Tensor { ct_wkv7($0, r.handle, w.handle, k.handle, v.handle, a.handle, b.handle) }
  }
}
