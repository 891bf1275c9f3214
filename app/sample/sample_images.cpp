// Images and templates that somebody defined, in every state that they have.
#include "app/sample/sample_views.h"

#include <string>
#include <utility>

namespace glovebox::sample {

using namespace std::chrono_literals;
using namespace domain;
using api::BuildLine;

namespace {

std::string digestOf(const std::string &beginning)
{
    std::string hex = beginning;
    while (hex.size() < 64)
        hex += beginning;
    return "sha256:" + hex.substr(0, 64);
}

api::ImageView readyImage(const char *beginning, std::vector<std::string> names, ImageOrigin origin, std::string source,
                          int mib)
{
    api::ImageView view{.generation = 1, .image = {.id = ImageId(std::string("img-") + beginning)}};
    view.image.names = std::move(names);
    view.image.origin = origin;
    view.image.source = std::move(source);
    view.image.digest = digestOf(beginning);
    view.image.rootSize = ByteCount::mib(static_cast<std::uint64_t>(mib));
    view.image.contentSize = ByteCount::mib(static_cast<std::uint64_t>(mib) * 21 / 10);
    view.image.entries = static_cast<std::uint64_t>(mib) * 97;
    view.image.importedAt = kSampleNow - 50h;
    view.since = view.image.importedAt;
    return view;
}

ImageConfig pythonConfig()
{
    ImageConfig config;
    config.environment = {{"PATH", "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"},
                          {"LANG", "C.UTF-8"},
                          {"PYTHON_VERSION", "3.12.8"}};
    config.command = {"python3"};
    config.exposedPorts = {"8080/tcp"};
    config.volumes = {"/var/lib/data"};
    config.stopSignal = "SIGTERM";
    config.labels = {{"org.opencontainers.image.title", "python"},
                     {"org.opencontainers.image.description", "Python 3.12 on a small base"}};
    return config;
}

api::ImageView unfinished(const char *id, api::ImageState state, ImageOrigin origin, std::string source)
{
    api::ImageView view{.generation = 1, .image = {.id = ImageId(id)}};
    view.image.names = {source};
    view.image.origin = origin;
    view.image.source = std::move(source);
    view.state = state;
    view.since = kSampleNow - 42s;
    return view;
}

BuildLine line(int step, std::chrono::milliseconds after, std::string text,
               BuildLine::Stream stream = BuildLine::Stream::Output)
{
    return {stream, kSampleNow - 5min + after, step, std::move(text)};
}

TemplateStep run(std::string command)
{
    return {RunStep{{std::move(command), {}}}};
}

api::TemplateVersionView version(int number, std::chrono::hours ago, int sandboxes, bool current, int cached)
{
    api::TemplateVersionView view{.number = number,
                                  .snapshot = SnapshotId("snap-7d" + std::to_string(10 + number) + "ae")};
    view.builtAt = kSampleNow - ago;
    view.buildTime = 84'500ms - std::chrono::seconds(cached * 14);
    view.steps = 5;
    view.stepsCached = cached;
    view.memory = ByteCount::mib(212);
    view.disk = ByteCount::mib(186);
    view.sandboxes = sandboxes;
    view.isCurrent = current;
    return view;
}

TemplateDefinition pythonTools()
{
    TemplateDefinition made;
    made.name = "python-tools";
    made.description = "Python with the team's linters and a warm package cache";
    made.from = {TemplateBase::Kind::Image, "docker.io/library/python:3.12-slim"};
    made.size = MachineSize{.vcpus = 2, .memory = ByteCount::gib(2), .disk = ByteCount::gib(8)};
    made.steps = {run("apt-get update && apt-get install -y --no-install-recommends git ripgrep"),
                  {EnvStep{"PIP_DISABLE_PIP_VERSION_CHECK", "1"}},
                  {WorkdirStep{"/workspace"}},
                  {CopyStep{"requirements.txt", "/workspace/requirements.txt"}},
                  run("pip install -r requirements.txt")};
    made.start.shell = "python3 -m http.server 8080";
    made.ready = ReadyCheck{{"curl -fsS http://127.0.0.1:8080/", {}}, 1s, 60s};
    made.buildEgress = "packages";
    made.ladder = IdleLadder{2min, 15min, {}};
    made.warm = 2;
    return made;
}

const char *const kPythonText = R"(# Python with what the team uses.
name = "python-tools"
description = "Python with the team's linters and a warm package cache"
warm = 2

[from]
image = "docker.io/library/python:3.12-slim"

[machine]
vcpus = 2
memory = "2GiB"
disk = "8GiB"

[[step]]
run = "apt-get update && apt-get install -y --no-install-recommends git ripgrep"

[[step]]
env = { PIP_DISABLE_PIP_VERSION_CHECK = "1" }

[[step]]
workdir = "/workspace"

[[step]]
copy = "requirements.txt"
to = "/workspace/requirements.txt"

[[step]]
run = "pip install -r requirements.txt"

[start]
run = "python3 -m http.server 8080"

[ready]
run = "curl -fsS http://127.0.0.1:8080/"
)";

api::DefinedTemplateView defined(TemplateDefinition made, api::DefinedTemplateState state)
{
    api::DefinedTemplateView view;
    view.generation = 1;
    view.text = "name = \"" + made.name + "\"\n\n[from]\nimage = \"" + made.from.name + "\"\n";
    view.definition = std::move(made);
    view.state = state;
    view.since = kSampleNow - 5min;
    return view;
}

std::vector<BuildLine> pythonLog()
{
    using enum BuildLine::Stream;
    return {line(0, 0s, "Cloned snap-21ab09, which has steps 1 to 3 already", System),
            line(4, 800ms, "requirements.txt: 1 file, 212 B", System),
            line(5, 1200ms, "Collecting ruff==0.8.1"),
            line(5, 1900ms, "  Downloading ruff-0.8.1-py3-none-manylinux_2_17_x86_64.whl (11.2 MB)"),
            line(5, 4200ms, "WARNING: Running pip as the 'root' user can result in broken permissions", Error),
            line(5, 9100ms, "Successfully installed mypy-1.13.0 ruff-0.8.1"),
            line(0, 9800ms, "Ready after 1.2 s; frozen in 640 ms", System)};
}

} // namespace

std::vector<api::Change> sampleImages()
{
    api::ImageView stock = readyImage("b1c05e77d20a", {"agent", "default"}, ImageOrigin::Built, "agent", 298);
    stock.isDefault = true;
    stock.sandboxes = 9;
    stock.templates = 2;
    stock.snapshots = 4;
    stock.image.createdAt = kSampleNow - 26h;
    api::ImageView python = readyImage(kSampleImage + 4, {"docker.io/library/python:3.12-slim", "python"},
                                       ImageOrigin::Registry, "docker.io/library/python:3.12-slim", 51);
    python.image.config = pythonConfig();
    python.image.createdAt = kSampleNow - 24h * 12;
    python.image.layers = {{digestOf("2f1ac08b"), ByteCount::mib(28)},
                           {digestOf("99d0e34a"), ByteCount::mib(3)},
                           {digestOf("0b7711fe"), ByteCount::mib(12)},
                           {digestOf("c4e12d90"), ByteCount{2612}}};
    python.verifiedAt = kSampleNow - 3h;
    python.templates = 1;
    api::ImageView tarball = readyImage("77e0d1aa40cf", {"legacy-build"}, ImageOrigin::Tarball,
                                        "/srv/images/legacy-build-rootfs-2025-11.tar.zst", 640);
    api::ImageView broken = readyImage("e40b9912ac31", {"registry.example/team/tools:nightly"}, ImageOrigin::Registry,
                                       "registry.example/team/tools:nightly", 133);
    broken.problem = Error{ErrorCode::ImageBroken, "layer sha256:0b7711fe…: its content has another digest"};
    broken.image.createdAt = kSampleNow - 24h * 40;
    api::ImageView coming = unfinished(kSampleImport, api::ImageState::Importing, ImageOrigin::Registry,
                                       "docker.io/library/node:22-bookworm-slim");
    coming.step = "Reading layer 3 of 7";
    coming.progress = 0.42;
    coming.layersDone = 2;
    coming.layersAll = 7;
    coming.bytesDone = ByteCount::mib(41);
    coming.bytesAll = ByteCount::mib(98);
    api::ImageView failed = unfinished(kSampleFailedImport, api::ImageState::Failed, ImageOrigin::Registry,
                                       "registry.example/private/base:1");
    failed.problem = Error{ErrorCode::PermissionDenied, "registry.example: unauthorized: authentication required"};
    return {stock, python, tarball, broken, coming, failed};
}

std::vector<api::Change> sampleDefinedTemplates()
{
    using enum api::DefinedTemplateState;
    api::DefinedTemplateView ready = defined(pythonTools(), Ready);
    ready.warm = 1;
    ready.warmMax = 2;
    ready.text = kPythonText;
    ready.versions = {version(4, 3h, 2, true, 3), version(3, 50h, 1, false, 0), version(2, 90h, 0, false, 4)};
    ready.cachedSteps = {1, 2, 3};
    ready.log = pythonLog();

    TemplateDefinition web;
    web.name = "web-shop";
    web.from = {TemplateBase::Kind::Template, "python-tools"};
    web.steps = {run("git clone https://git.example/shop /workspace/shop"), run("make -C /workspace/shop deps"),
                 run("make -C /workspace/shop test-data SIZE=small")};
    api::DefinedTemplateView building = defined(web, Building);
    building.step = 2;
    building.stepText = "run make -C /workspace/shop deps";
    building.cachedSteps = {1};
    building.versions = {version(1, 200h, 1, true, 0)};
    building.log = {line(2, 0s, "pip install -e .[dev]"), line(2, 700ms, "Obtaining file:///workspace/shop"),
                    line(2, 2100ms, "  Preparing metadata (pyproject.toml): started")};

    TemplateDefinition broken = web;
    broken.name = "browser-tests";
    broken.description = "A headless browser, for screenshots";
    api::DefinedTemplateView failed = defined(broken, Failed);
    failed.step = 2;
    failed.problem = Error{ErrorCode::HostToolFailed, "step 2 ended with 2\nmake: *** No rule to make target 'deps'."};
    failed.log = {line(1, 0s, "Cloning into '/workspace/shop'...", BuildLine::Stream::Error),
                  line(2, 3s, "make: *** No rule to make target 'deps'.  Stop.", BuildLine::Stream::Error),
                  line(2, 3100ms, "Step 2 ended with 2", BuildLine::Stream::System)};

    TemplateDefinition old;
    old.name = "node-22";
    old.description = "Node with the SDK";
    old.from = {TemplateBase::Kind::Image, "agent"};
    old.steps = {run("npm ci")};
    api::DefinedTemplateView outdated = defined(old, Outdated);
    outdated.outdatedBecause = "The image agent was imported again 26 h ago, after version 7 was built.";
    outdated.versions = {version(7, 400h, 0, true, 0)};

    TemplateDefinition fresh;
    fresh.name = "rust-nightly";
    fresh.from = {TemplateBase::Kind::Snapshot, "snap-3c90de"};
    return {ready, building, failed, outdated, defined(fresh, Draft)};
}

} // namespace glovebox::sample
