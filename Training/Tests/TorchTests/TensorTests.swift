// Tensors: values in and out, gradients, the optimizer.

import Testing
import Torch

@Test func aTensorGivesBackWhatWasPutIn() {
  let values: [Float] = [1, -2, 3.5, 4, 5, 6]
  let tensor = Tensor(values, shape: [2, 3])
  #expect(tensor.shape == [2, 3])
  #expect(tensor.floats == values)
  #expect(tensor.cast(to: .bfloat16).elementType == .bfloat16)
}

@Test func theGradientOfASumOfSquaresIsTwiceTheValue() {
  let x = Tensor([1.0, 2, 3], shape: [3])
  x.requireGradient()
  (x.squared().mean() * 3).backward()
  #expect(x.gradient.doubles == [2, 4, 6])
}

@Test func oneStepOfAdamWMovesAgainstTheGradientAndDecays() {
  let x = Tensor([1, -1] as [Float], shape: [2])
  x.requireGradient()
  let optimizer = AdamW(
    [.init(parameters: [x], learningRateScale: 2, weightDecay: 0.5)], beta1: 0.9, beta2: 0.99,
    epsilon: 1e-18)
  (x * 3).mean().backward()
  optimizer.step(number: 1, learningRate: 0.1)
  // decay by 1 - 0.2 * 0.5, then a step of 0.2 against the sign of the gradient
  #expect(zip(x.floats, [0.9 - 0.2, -0.9 - 0.2]).allSatisfy { abs($0 - $1) < 1e-6 })
}

@Test func clippingKeepsTheDirectionAndBoundsTheNorm() {
  let x = Tensor([3, 4] as [Float], shape: [2])
  x.requireGradient()
  (x.squared().mean()).backward()  // gradient = x, norm 5
  #expect(abs(Tensor.clipGradients(of: [x], to: 1) - 5) < 1e-5)
  #expect(zip(x.gradient.floats, [0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-4 })
}
