using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>One item of the <c>model</c> section.</summary>
/// <param name="Span">The characters it covers.</param>
public abstract record HeaderItemSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary>A title between quotes.</summary>
/// <param name="Title">The title.</param>
public sealed record TitleSyntax(TextSyntax Title) : HeaderItemSyntax(Title.Span);

/// <summary><c>data "path"</c>.</summary>
/// <param name="Path">The path, or null when it could not be read.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record DataSyntax(TextSyntax? Path, TextSpan Span) : HeaderItemSyntax(Span);

/// <summary><c>where CONDITION</c>: the rows of the data that are meant.</summary>
/// <param name="Condition">The condition, over data columns.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record WhereSyntax(ExpressionSyntax Condition, TextSpan Span) : HeaderItemSyntax(Span);

/// <summary><c>drop COLUMN, ...</c>: columns that are not used.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record DropSyntax(ImmutableArray<NameSyntax> Columns, TextSpan Span) : HeaderItemSyntax(Span);

/// <summary><c>rename NAME = COLUMN, ...</c>: columns that are read under another name.</summary>
/// <param name="Pairs">The name here and the column's name in the file.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record RenameSyntax(ImmutableArray<(NameSyntax Name, NameSyntax Column)> Pairs, TextSpan Span) : HeaderItemSyntax(Span);

/// <summary><c>method NAME, ...</c>: the estimation methods the model asks for, one after the other.</summary>
/// <param name="Steps">The methods that could be read.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record MethodSyntax(ImmutableArray<MethodStepSyntax> Steps, TextSpan Span) : HeaderItemSyntax(Span);
