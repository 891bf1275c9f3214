// Role: what is kept of defined templates, as JSON text. Pure. What is read was written by this program, or by a person
// since: it is bounded and checked, and says what it is not.
#pragma once

#include "core/ports/template_store.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

std::string recordText(const ports::StoredTemplate &record);
/// ProtocolError.
Result<ports::StoredTemplate> parseRecord(std::string_view text);

std::string stepsText(const std::vector<ports::StoredStep> &steps);
Result<std::vector<ports::StoredStep>> parseSteps(std::string_view text);

} // namespace glovebox::images
