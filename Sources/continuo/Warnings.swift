// What the user should know although nothing is wrong.

import Completion
import RWKV

/// Says so when velocities are asked for that the model has hardly seen.
///
/// A model that has seen none refuses; one whose file does not say how many is believed.
func warnOfDynamics(hardlyLearnedBy model: Model, _ options: CompletionOptions) {
  let few = 0.05
  guard options.dynamics == true, let share = model.metadata["dynamics_share"].flatMap(Double.init),
    share < few
  else { return }
  printError(
    "warning: of 100 pieces that the model learned from, \(decimal(100 * share, 1)) have dynamics, "
      + "so the velocities will mean little.\nLeave out --dynamics on: the takes are then as loud as "
      + "the bars around them; or choose another model with --model.")
}
