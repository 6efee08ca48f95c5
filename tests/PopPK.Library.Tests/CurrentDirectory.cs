using Xunit;

namespace PopPK.Library.Tests;

/// <summary>Tests that change the folder of the process, one after the other and with no others beside them.</summary>
[CollectionDefinition(nameof(CurrentDirectory), DisableParallelization = true)]
public sealed class CurrentDirectory;
