// Role: the work queue in words: an item's state, why it does not move, what a repair does and what became of it. Pure.
#pragma once

#include "app/format/states.h"

namespace glovebox::format {

/// The word is the queue's own ("Starting"); tone and symbol say whether somebody has to look.
StateLook look(const api::WorkView &work);
/// Of an item that is not listed any more.
StateLook stoppedLook();
/// What became of the repair; an empty word when none was asked for.
StateLook look(api::Repair repair);

/// One sentence, the engine's own where it has one; empty when the item moves.
QString whyItWaits(const api::WorkView &work);
/// What an operator can do about it beyond the repair; empty: nothing.
QString advice(const api::WorkView &work);
/// A repair helps: its worker is gone, or nobody answers.
bool repairHelps(const api::WorkView &work);
/// "Force stop and interrupt", or without an operator key "Force stop".
QString repairVerb(bool hasOperatorKey);
/// What will happen, to be read before it does.
QString repairConsequence(const api::WorkView &work, bool hasOperatorKey);

QString arrivalWord(api::WorkArrival arrival);
/// Why an operator's action is not possible from here, and where to change it.
QString operatorKeyMissing();

} // namespace glovebox::format
