#include "core/domain/operation.h"

#include "core/domain/words.h"

namespace glovebox::domain {

namespace {

constexpr std::array kOperationStateWords{
    Word<OperationState>{OperationState::Queued, "queued"},
    Word<OperationState>{OperationState::Running, "running"},
    Word<OperationState>{OperationState::Done, "done"},
    Word<OperationState>{OperationState::Failed, "failed"},
    Word<OperationState>{OperationState::Cancelled, "cancelled"},
    Word<OperationState>{OperationState::Interrupted, "interrupted"},
};
constexpr std::array kOperationEventWords{
    Word<OperationEvent>{OperationEvent::Start, "start"},
    Word<OperationEvent>{OperationEvent::Finish, "finish"},
    Word<OperationEvent>{OperationEvent::Fail, "fail"},
    Word<OperationEvent>{OperationEvent::Cancel, "cancel"},
    Word<OperationEvent>{OperationEvent::ProgramEnded, "program ended"},
};
constexpr std::array kOperationKindWords{
    Word<OperationKind>{OperationKind::PrepareImage, "prepare-image"},
    Word<OperationKind>{OperationKind::BuildTemplate, "build-template"},
    Word<OperationKind>{OperationKind::StartSandbox, "start-sandbox"},
    Word<OperationKind>{OperationKind::Hibernate, "hibernate"},
    Word<OperationKind>{OperationKind::Wake, "wake"},
    Word<OperationKind>{OperationKind::TakeSnapshot, "take-snapshot"},
    Word<OperationKind>{OperationKind::VerifySnapshot, "verify-snapshot"},
    Word<OperationKind>{OperationKind::Restore, "restore"},
    Word<OperationKind>{OperationKind::Fork, "fork"},
    Word<OperationKind>{OperationKind::Destroy, "destroy"},
    Word<OperationKind>{OperationKind::CollectOutputs, "collect-outputs"},
    Word<OperationKind>{OperationKind::Export, "export"},
    Word<OperationKind>{OperationKind::Bulk, "bulk"},
    Word<OperationKind>{OperationKind::ImportImage, "import-image"},
    Word<OperationKind>{OperationKind::VerifyImage, "verify-image"},
    Word<OperationKind>{OperationKind::CollectImages, "collect-images"},
    Word<OperationKind>{OperationKind::SeedSandbox, "seed-sandbox"},
};

} // namespace

std::string_view word(OperationState value)
{
    return wordOf(kOperationStateWords, value);
}

std::optional<OperationState> operationStateFrom(std::string_view word)
{
    return valueOf(kOperationStateWords, word);
}

std::string_view word(OperationEvent value)
{
    return wordOf(kOperationEventWords, value);
}

std::string_view word(OperationKind value)
{
    return wordOf(kOperationKindWords, value);
}

std::optional<OperationKind> operationKindFrom(std::string_view word)
{
    return valueOf(kOperationKindWords, word);
}

} // namespace glovebox::domain
