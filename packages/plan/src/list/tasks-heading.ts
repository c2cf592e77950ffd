const tasksHeading = /^(?:the\s+)?(?:tasks|steps|plan|to-?\s?dos?|task list)\s*:?$/iu;

/** A heading that says no more than that tasks follow. */
export const isTasksHeading = (text: string): boolean => tasksHeading.test(text);
