// Role: one template of the TemplateLibrary, for its own source files.
#pragma once

#include "core/engine/template_library.h"

namespace glovebox::engine {

struct TemplateLibrary::Entry {
    ports::StoredTemplate record;
    domain::TemplateDefinition definition;
    std::string definitionKey;
    std::optional<api::DefinedTemplateView> published;
    std::uint64_t generation = 0;

    // Of a build
    bool waits = false;
    bool fresh = false;
    std::unique_ptr<TemplateBuilder> builder;
    std::unique_ptr<ports::BuildLogFile> logFile;
    domain::TemplateDefinition built; // what the builder was given
    MonoTime began;
    // As it is shown; of the last build when none is under way
    int step = 0;
    std::string stepText;
    std::vector<int> cachedSteps;
    std::deque<api::BuildLine> log;
    std::uint64_t logBegins = 0; // lines of this build before those
    Call publishing;
};

} // namespace glovebox::engine
